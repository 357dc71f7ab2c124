"""The numbers of the diagnosis, written by tools/train_diagnosis: do not edit.

What they were made of stands in docs/diagnosis-card.md.
"""

from __future__ import annotations

from typing import Final

from virk_edge.core.network import Network, unpacked

# fmt: off
NETWORK: Final = Network(
    inputs=(
        "light_before", "light_now", "light_ratio", "gain", "offset", "black_rise",
        "highlight_rise", "highlight_now", "dark_rise", "light_p25_rise", "light_p50_rise",
        "light_p75_rise", "contrast_rise", "saturation_rise", "gradient_rise", "grain_x_rise",
        "grain_xy_rise", "residual_share", "largest_residual_share", "darker_share",
        "brighter_share", "residual_match", "residual_edge_ratio", "blue_shift", "red_shift",
        "cast_agreement", "chroma_residual_share", "chroma_before", "chroma_ratio", "blur_major",
        "blur_minor", "blur_energy", "blur_one_major", "blur_one_minor", "detail_ratio",
        "noise_before", "noise_now", "impulses_rise", "blocks_rise", "flatness_rise",
        "lattice_rise", "shift_x", "shift_y", "rotation", "zoom", "match_before", "match_after",
        "movement_inliers", "match_median", "match_p10", "match_p90", "edge_ratio", "edge_p10",
        "edge_p90", "edge_slope", "lost_share", "lost_largest_share", "lost_edge_ratio",
        "lost_height", "kept_match", "kept_edge_ratio", "new_share", "textured_share", "pattern",
        "change_share", "change_outline", "stir_before", "stir_now", "jitter_before",
        "jitter_now", "streaks_before", "streaks_now", "sparsity_now", "transients_up_rise",
        "transients_down_rise", "lost_stir", "brightness_drop_rule", "brightness_rise_rule",
        "haze_rule", "colour_cast_rule", "monochrome_rule", "defocus_rule", "motion_blur_rule",
        "noise_rule", "compression_rule", "precipitation_rule", "occlusion_rule",
        "camera_moved_rule", "new_content_rule",
    ),
    outputs=(
        "brightness_drop", "brightness_rise", "haze", "colour_cast", "monochrome", "defocus",
        "motion_blur", "noise", "compression", "precipitation", "occlusion", "camera_moved",
        "new_content",
    ),
    centre=unpacked(
        "fme`M1Uz3m0!5TOqQL-K);(=J);9~hv#C9(BCP-uo(upi04P-<RVBhZ06Z=k%7+U%t1y;Mj5`D~__IH*`7;2u|2wldI5<F})uWX*D6jwk0000006cCw-8ujOvpfDd^E-4qvpEht{TVnURUH64006%`i8}xQYdM)a$R^1vZ9XJEiZK5#2RF4gY(D@100000"
        "w=ya;pe4{P0000087Tk&0000000000Su6"
        , 89,
    ),
    scale=unpacked(
        "4NzQC;WPs`LsBnL4^dQ8tWdd7`cM>6A~xtb4mXM~Mk^~b)iA3tD=|$tRyLL{vMlR0t2R?k1~`;BcQ~m#2syGi>@r|E=Q&9`EjPSKaXPj%m@|hcf)f2TTQi_n%QD|MdML&<sx{v=0x{n)RVk1-o;DRQaWz&QYc(@87%}xSg+2j5axtkfV>F00i92{f^+3`!"
        "Z$1J&dpZs|js}hf!8BMhsxXcQ*(u{QdOZ"
        , 89,
    ),
    hidden=unpacked(
        "cq7oP(=q2L60Rb!Wv%0~`K+rfy{(3>YcV{jkFB*T&#Ig;%duavcrE3yJFod7kF0pHSuH@ao-}){cr#3{MysYR`KS>pPcWjc?63iwcCaR@C@b=?79@fmVym91G_Zs$eXMG*!!fcT6|!zHo-_ig8JB3X|FG3GYNOtwY%J8X4>AFvbhNLqqcWka3$Xq%2q{r5"
        "<1_TE^|Kx)<T36sK(;TlEHN1<f-8Ek9<jlqEi%lhEiz@Ql&Auo(Xc`;X|I$hb2JDVH86lLoHU@WD>aBF?I$fQ->lp$O)&2sa3#YiJ1qP#NVX;>OEJl_g0pz9I4HX`Yqc~j$*s?)v$GztzqCBEhbLI72e7;;&>W4h!Y(+UpszkNS~KV?u&idUSS=?kA}^D)"
        "0;S}%b~iFKlC|0+E4OH@eJemM88w_L7Bd1Q0W*Io-LKlOE;L%T2d+^lA*VR86E?@OSu%Gsy0bhnnzW6cR<M<{j<`o90JJnS?zM6*5;b@(Eig<RmNXwBkuKn}sw^2bbFQ2&m@XT(39w}}$erXU`m|lCUokAS&?}BG-5lIDIW;(_aWr}~ys;oMT%?XMe=Siq"
        "A~%n;Q?c-=K`~dYtFo4`sI2ibhc!PkzAd1k%&%OrRXet@_OwX0)i%ek&n)M#aW<Z;Z?qz@45)##$F=CObG9S47Oa&eK)8^vgfO$X*r<Rv2`!{Ctd|-wAhSfVoS~5{P_4DI*Dubz<TWg=0J&+kzpg*FjJNZuy0HGSyD+9K?6bKtt0&j5aWy_NQZy2y(6*wn"
        "pe%N%Pd45(N4(@S&AH_{=(a?<=(tj>+qEh+m9thhhp?Y83bNd)0yF!y;h}>v#<;XL*QkW6b22t2DY2R~x-z(@*R*{sI5jOXpsd8SbEbf=@i+Xn^Q<7WFSqn5oU05pUNogKX*AQK;Wd3G(=T<a>n&2ZV5rG78L=O;J2yeDf-_1qK(!GuEw>k>Y9ZycE2_9G"
        "PbcFu54Ey02CAbiWV8b*XtP$ZKC#iPj4$xD3ABr}6|pxYb*3LQ)Uq)$YpuyPwV|A#D>Tn8rZAncA3T{bxHG7xkhUQ&Yb&U+J}o1&SvhW^tfn(6f-J%*JhdLGPA}^<X)~xT0k3Q*hAjWElqr3q8MMf=?W&?G>auY&9i$_$+O&)*pD&-V8mbs8?Jz2|YOeUM"
        "EHP^^m9V2GcCfD|jV%H#HzuzzIj&qW)E(w5o3D8+ov%2q%Qjsy!zj@#46=nSp|Sij@-Z5<06FF!imt;UA29H*LbjkO<ul{0Dj}{i4=Ta0=PC^*-!j)Q46gJp!>viG!7quVyRi+h5VOlK=C_)%=dJZD5V7vASTLigiY*2%n5H?XA2xm@tu9?S>a7K|Ftp+&"
        "7_zLkXf3_4^r<H(S2ubuD=}KF{;&VGeK5|c1}xgA<tTkGJ2fgWJFeFsvo&Ea%(4|N=pw=~g)~vGL@MGmv9dNR*sY?luPocNp{GnV=q(I2->^O@Gc|~^WU>t=hNxMvAS+NW4=t~&6)Yf@Ff?4EHnfHk@-Pvg*R>3^Zmjq)Kc-}~4YQ>ijx}&D;V-@|^0O@^"
        "M6aEtEH}g}el-8GOEGe=iLU^mA~a*LeJG(U$}$Tq2{wVTCoyz3VKufUi?ThgYO~q4gRt4J6s|=zEwKbGn>XaLu&t7?oVEC|SggpTktwq;xhY01d@`0PcCu|UaVRn^#<S+MaWYCW88YXyEU*zOrZtc;C@r`#J-5*+2(Sk%L@XAeMK}*H-!Eh{I;`@n_cbFa"
        "Nvv@(Dyh1!t2L*xcq$(<7p>eaCA8YD#<C)_U${`RRIx!dP`7z4@ioaM*s~e5d$#DL&Y`&~k1cAkwyP_wIk7aZiLnSbM=;wmL9$`387_e{fip0&P%P*!!8oC=pD%PW-?XtY-KuIT1Tc%VYB)HoNTkuOBQqQ%_%v}YBreP{Yc0quvo`9k?JNze95Q97o3z5R"
        "1+HPU{<UGJV6SkY-nF``6f^0wld6)dkFk8O_AaomFt78iDX&<!^tNWObFH8=psh-?0JTmy=rkOoikcBLUM+bck~nEF$SJt3_bKWwiL{y~ySJLO9IHXH&a&97$1g)NoV9^C2r>>dEHPa$yR&eoFt3WVIXGUbw61lr1s}dJ?=Pw@Eua>*AF(vCoI95+959-_"
        "2rZtkt+Y6#l{0v>QY}Y1dbDsfxv}B5Y%+)-W;Ls`FF0>G@~=j@yQjc1=(Xp#q%A%;{I0$>bS^wKRI&xNEHfXkGc=I3K^`T!nX_i1d8|tsC$i<XPaqLBJSw)Zq%_HwD5>+dS*j&0%L%iz+@ABT`>^1$#56Ut_b!hyF0_s^Yc8=fOdV1$=Bz}sRyNVCGOFM;"
        "pR@I~<g&IXpfCHhA1D*6Lp8cBBCbQSMLCPMFsTPP)SPR#Au*mZ%CtT;`?LDA?zEpUlB-*u4lxw8EF_>FJ29}Yr?Hr^yS20$c_|Yv5VbHg%Q4C_6saCG^_)#Kwy}h+Q?8<{NiR4tKpqw%2(9HP-m>DQMxq)o4Y0qc(lH|`CMy%SI<iEy{V-W7wlse*qa{wZ"
        "T(J18`mhfwMy=bd#Icnw_p|M*!KuZr<fy$J%c{bv9kb`OX09o%-LM>|IJn)W;xjj{UbGQ7_O8UO%ed>Y$u+dGJt;&ke6+8qW-M?lNH>Qi4J|sWYbu7Yp|66a;4H(lR3}@Y!6-#7v8xrhWFZDDj3vCO)RdScX08LZe=3SG%d0;eaj;miIkKLuaJM<D^Csb>"
        "!lG?2vaZIlcO@97ji|dXMI|1u*|bqGRjf9smM~g1(Jc3>5-xwV*(Q4&D>DBn)UMU7N-^Oh&#<d9<}M5`z_DdD#4Z@KzA~Gzk1da~&n?z0e<H9fwJzl?Pcq0fh_Y0v+NcAt>9iHNxi3<lgDFKVQ8RHgu&xX!Y9OvH(WwqDy)A67Y%ppsLM(x%G_f7Fjj^t*"
        "u(=mB2r+cI^EIZdAu+uuO*IE9Q!?H$f4DuPucJ}4j;en$5-jf|4>R^LV5ama2(=$Dq^guHeWN(0!LW8S_Onl@Gci6jPqXbX3^W*~tSCXaxG4RyW~sBVg(>8wC$D0+`L4JwIW(a%bTH#I2eh@VjJ9mAN~8$3oh16LZMOwA-zOQn6EuJ<C$rS8p|ldKw5**k"
        "m@$<#oUUarKrYucOE8Wyw6LHw%rhV`(lO1gurai?Ijg>^OSfsNk~OZVd^No>Tef7c3%7-`hO*wdV=w_Ow6u^c7aWf@f~X&^o43d@i84|#%&KWD{xP*OS~3eU&a;fPsIl*+HoSZ^B`^=Tu{RK{<TK`knXKw9_%WC?Z>>19Z!iik|Fu@B4KZ`0>MpY__oP6x"
        "|1H&~9U*kJQZGO=Ff_w5buiYdyqx7PjkTqx?K0V{fwUF5k}5AOCN-C=wlc~z@-Rm<yC~GMPqH^L46hTmLop0A5-gdfPAuZFO0b8hlDZ%;RxdWZcdm#vB&ymkGBx8SDjrTUDzN~hJ+P=WTCvi$^|jS3=Cye>oHFURgR={tNv;R0d9i>sdMNIu(X{0(U9hSq"
        "@-V8f7A_O8O0(H0J}~5<Jpm!GudE`lC!{E{RxbWB6)At6yEQi;$|eprk1I1Ud#iP{)g-Vo)G+5R+%XO>M>7Pf#3#zHS+t#l6|d5?@-zoD;I&637qN$~U$OKig0NY)hp;Lw?5_m0G_qSWv9Ok|J+VVJaUnA>RHxf4*RZ20^fjR|yfme(k+pQNz^@iGRx)lc"
        "I4;R20VuOD45$Y$EVK!+7BEw!ma9=Tt}6;CuQ9W<=rIp71FJ<JBqWxx6R=(=Z<?*P{E--}39*K=UbI-T>#0RB5iOT0jjqx%o3D|uk2Gkm12m^2Ke7O_rmtZ*F|`Y|%$=R5h%^%`V=q>y{4gUp+O45EIW)c~RWKYg3ADr~h$e(F<FnN$vZOIAEVcM7X{{DG"
        "uPod&MyYJDMzk9)#VL`h=COmN_oYlRd?$A-_br^Ej<j5{D<v(mb}-GXO{+Sv0jdGBji;=z&LlOeJF?6yEG`G2Z6ubr_OmxKaxhMm;IDBe$0w<;`l-k(U8+|JZnG*hV<Hr=uQ2(u#jbW5&!PD-)-gw^0=R-M6{Z!d@~t_m{UL@jR~l~{d#z$EbTq0ceJrFc"
        "w;`uAqbx%*#kJ_MJvJP)ny_Opc(i*e<~15Ji>e|q<1f#(1+LpLIkZHsk*@AH#j;v7sX3Lh(<&Y{6QwXQ7^oXMb)_IUaWXWj^0dP=BB?z!!?ppQXrWFm6R$Zf2Dt+&#Wb5PdN3<E>8uwe^du*@UNloMAS+TV93}szv@H)Yv#>TS&NQU48MP#^ktj~I6RI;b"
        "Y_@Z-t}m}LPA~E^`Kr(}DzU}0xG{vY9W>QBj;ued6tTa#Uc6Yh=((n{Cb%B6DYO?XXt)}zah!6slQTH7s4OEkgQ_((u%Y0%`?m_NPPK3|5VR99zci9D0J5gAnX-E^1h_mcGqi@RlcZWJ=^}tNt2Vf<+pRD#gr<_Nf;4usk1IklLnW%R1vm$__Ap$fpRqEv"
        "$uILXKsNd$Q=d08v^I6Jjy1_PS})`+-YLT&VJcfJbumCR9W8jGu&p(>b+YiRWtJ{AvMf2XA2I$pY&BJ|sHv#0q%@SNWVSdp%_@*AH8z8^aI{gY?YMj~Iw|zIGc-{()~F0J1S(*-i7~sbt-N}$@~_yr#4?OIC9wdpiY^#5wz0*jWUkIA&Nh#=oiVLAda-jg"
        ")vu*6S)`993^G}va;m_!yDYZ3l`rkFjW6^sx1jH}r8wI%mM}xDjj>ZM0jb@#wJDt|lBW)?1um*4a;eU&`>qnUlQcn~RWu2+bgqjvb~KGGKr8aGh_%bK<}>=W$|o2wWGq*(61RmUMlfHhKr5E6iYn}|I<o6C&nzmieKq|zi?oL^8m;ZJoU1D@u%q`fA}L|A"
        "HLZswO|fvOd9XROE-}cny)hXs8Z+=Vt}4f_J1p%doivm%(=Zja<1Hky%QTrR?lKLqxun}Knk>070jB?|$T2Y`iX=p^L#|^uLotiA)-V#Zuq-aIP_Pm&u&X94b+LOSh^eI|j40<c{;8fP`7VgH@G}RpD6B9vhp^?fYaBx@j4JrAL@f<3P%sy?`YAp!e>HC`"
        "6)|El>@;_?O*PXqz%8=0@icBOiZvmtLoN9;sxe?Q3pAH00V66f0XJZ%Gcu7j;jq=M#I@S6Xfl|ocCn@)M6JlNur9HzA~TpamN8#8#HkuI%drqOzc{KeMJ$`MShF^<3$a}?HYw;S^|6*Jl(9)C+pz(*Kc>pCWThi0osiKr&ov6PDJ{4z7a_T?xF5SFN;NVr"
        "lri5ZX(<FWz%!e!P_^x{XtKAdPBLb)tueweoSu%d=&6J-DU@rog0AT>jVa2ow6Pj8lPT7;D>1`1?zFQrhAGJ`+O04%0j<a^rLk3{WVLN9fUF_3KeDv2buve?dNTVlVK1UMl`PgT|1f5;m^6Skb};X)<1S3C;WEf8F0l2m{TSjdn=>IY{43ldwF}g>(=E!K"
        "x+}&oizWdukFcyJ<TPfiov?=`)E$L1=B~Z4lPhPd7AdzgV=jg)6g730s-<zVpEFT1HZbih@GxyLt0<8&x3GjX+b?*uuqZk!oG#X`#xm0~>n{_qNHu{q>n}F8PPE&xwY6=tfv!)jlCXE8cdR5b;5IBYLn%cw8n}fppS4}EpEM_^qdAzYOEt(Cf-sLUf0)6x"
        "H8JwFqAf5q(km&oz_bIp%cmr)Y9uYW?=u-TXs&pu*EE~Bv$bNaUpa4}dMmB6D7Fu(1}FY7ZzhvBL7)n-ak$>EP8(M>H>4x30j$W6?JSxoJubYf0-;Q)*RpCaxT4%B8LW`4)h$V@nHel8^_|o*cCaz1Ix8oxeK5MQV<oJxbg>VxNVSowHn455<E<mBcpq&p"
        "z_9P9QKxANG%K{GJFtr=BrqkXpd`92NheP%B%^9BHZK3JkgjN`(j-kRHY%N=A+!{+N;54jJhFN!ViZ2H_atqytgH&J?IOFhnXL7wvb2LR1+YRj<S{xh86USX(JuxxE~p;2rZp@wQl>Gm3@-w$E-I0xe6i^aWH2YPu&=EstsXk8F0yZ^!zd1}b~KVJ^0+>%"
        "v9(_`CoUtcd@;Bwx2y>=+ptO|02c$W46F^b11qbuldyrZUNCE@+6`PYP%-<m`LhtTogihk9kW|8xU8HZ-y+*Ak1=vA>7-Viw=$5ZZ!X6xP^yQrnKFm5TdzPb53v=mq^@<hy|IEWLnaO}Av7y6>#S9yPP1Aq2pJc%UaoeZU996XhAA&Chbhdc9WaKju`U;?"
        "&?(+1nlcZvbTTimQ89iimoOAC-K@Q><SMkTG_CloLomQBzOKA7OSGCYz&ZM%5UOvejWJ}ih%|aEWh}mz0Wx{45-WoynXLh;QZ#6<n>H9Q*RirDx+;*bJ1lguRjlMOE1m$bud5cY_N*2!&N4ZuO*C6FimFesh%R=pP_KxjMXz_Z&NG`dUoIXdva7VQe6kL#"
        ">9_!)Ua?2Ci8M7d|Fqq-KDMMMMl?YwhOp<eue6dip)>?D=CyRTJhMBNGO<RiFssD6d?_U}fjMrp4KK+#_A!bzCbY`1V7Xy5#y0XWVlLvcBdsPeakA8_%Pg+7vangW?5=Jv^f2=+M=UY1<t!I6fwJi=8Zd0Cw5m!rx1_8vFR=$Q9WHCO$f`Q6c_~P!`aJ!t"
        "JhU6DQ>fOkUNSta7Odp3=%r$`AS6_<<1v4*>aY!~qB++wGc+19!ZK&HCbP}3(=x@femLK<p|Wc(qOAt8moB2PYA<3Q1T)34M=oHjpDIr_zb&0I@iCwzC#}_>EHlw87&B_FJu-%=x1}_l?IY<P%@<p<1u$c*J}5?@{xFIn?36DX^(=Cz1T1-_$uD`aG_M>i"
        "*BVuw7%HPM#xJvxV4k<2Go(|rP&HG!N-O!L-zdMS=O<S*wJ^^u?l4EE0W-EKM<jSIJgH(fldm_SUn}ga>oUKo)+kD+*s&2LxjApM(k+P{s;gR~Ycj2{awbQjl_>kIeWb*w;3&u-F(y2%#-;nQ6|ML#2C)Al-7B9Xxvqbz%%NT@p)A_4eJu|yd#hkBFfyJt"
        "+_5<+Ei5`EAS2JY1h;LSmb8DPASnMD=d56{btL{b@v&bciZ`DuyC#P%?xG$dC7q41ZM1)|->Z?SnycilQ!=Qk9;j5TV3_%(J1#JuVXD`vwj_!#w<{SdqLvsPODy2B&8Y;a^06bZFecfspDk6eAg`mWF0RTZl9nSaEhRj#>7|C67^t?exU=vs(jyGA4XAsq"
        "Ij6Izq%l~kMXNP2n=rC02r*=!C@MFwk1*gZb+|sUcq-|rT`@wd5;F)g7O{J-yeL~U#wOV*2eMYI|Em@=`z^S%OEj1;UMCJN95RwGsxn=$2($LK(5xON!>SssA-1Bbvo+W@G_6e~^{rL0m$Cpg%`?9-6)<Eh@}rfs=_3cPy{tSYl{eC>!7_R%qpcw_douC1"
        "2eZOA2C*WdyeR>)`lACljj_unP@J|e#x(l5U#}LWVKufd&omb_F|V#P`VwihS292{4lsQ!yDYjlZL~==OdfwLrzpZYCpMU|z_K#81}9x7_cwMld@-WBOR=D*613tjDK@sK8ImZiRyQA|aWbYjDm0lf5~Gf(45WLqk+H8Zf|@rbc`|G<&ayN#II<hD2ro3S"
        "NG+5$Bqeb%x-nBF*epLX)}W5DvoNzT#Vi6bZLWqYa4{t?c(p#Pj3DGQ_biGrC^b?s<1<<_V<;ml-!ZtYnyLOUN;Lngg)qROHZpW1VX_;ub}^$ZIw>eMWvkdR*|poLO0+dJKeO(%hN|kMTdHfW7_A?icCtGxC#c=Hb1~qok|;_vJ*+4+i?Uj)Z!8rMMxmM|"
        "(yDl;rZzw=ZZBD`EGgVEMzdu!N4WU2JFv7Yy)RHMS((f($Ec2}oGgYfmM{`DcCa%qTC_i{g)omWR4u%<<f_yrb1)<ZizIC}+bbxjr88<W#VJ5I&oB=#Kdde`E3%}or7&kR$+7u1?=BFpa4giY1U0ENEi|^Qh$pS302(YdE3a#=ttn8O7$h<}hb}0r4K#={"
        "sI_J+B(l1$+AeIYYAJgxF|i*sNHgxRn<^eMTQN+rurj+TYcxitKP~?-B_mEM7BB*~B`IyPK()>^MKL(Dud&lI7b@^E#<LhNS1BqjX0Ng~jjTVfDwzka!7+t2*0kc5@~Dw4LNnVjUbQ5!7cQkM;j*x(YpmZV$~3Sz_p=-`ueB4hQ!z@UG^XXCgf87Q1SVpp"
        "WG^kOQ!%0@=(NW%k}-U-T{jXtR3(<KoVE2hZ=<R%)HUZVJu!(p;5FAQ(yin*1hb;6Wh{#{+AzB}bfSGYkuVi3JtvtYhpq1uhAxIJ-?6ze%rMWb=`NBgj4XLMG@L`Td@cAf5Vx*0ur3=kzb=%nsIfXSDYj5DG&FswU#PD&M>AEdS0#q66fBP{5;kxr9{^b~"
        "xFl{PR;M^A2ekLC2Cly*SU8QA=`egQ?ykVFg|q#%a5mjCl`zE}c&rSi$tuIB<1P2Bi7g+lAhG<Yjx$;^S2D`5b+-bl&ai#09<8f2voY<e!YUx8{jmzKGN|gbQZ#TKsjONxPo+RIW;I`?sWlv}h_+)cU^VhEc`wd2Ry7|h2_-kNHmcn(;jFSSm#|MYBrbk7"
        "EwOgAD5wgyKr&c0;xmb|VzQC3Y%px66g5m9;V=m;)G&du&ZR#yL$L8IvbD^&Fs)gzS+W-?(<pc|7BE|@RxQG-iK3LVCoe!U+cW4lXtXyq__Q#r6|z{hyRHQ?7_e2gLbhl#d9)HSmn;G`Y_`C)&$I@z4x<~0`7N?CeXV`Bc(E2K$T>r}x3Wby^s&V-SvJ%&"
        "Xry4ZVzErNbgOE%?lAK+;4_7)ezt`(YppV~6}Wae4L9$!OtbDYJhYXxYqTq|1}xwpX%>?%3bZe=VK#9ygEP9Uyf48wJh8ho)U|@Dq_i)z&9SGcezasZuppQ;<f^u?_^4|)7A>N*DyspsW~z3qFEk7_>okz01+t;D&$U>oUoF-ttuQVuv9w4mC?$(EQmoyy"
        "BsuUg%{93!H?&1FShMN1jxeA%`7SvoVz7g$11gp&%d*ohzqOn%1gkQ&ORC~DRWD~Oexz-%4>NNyPqEN7R5cc^bhUmmimO>K=cA4?J2nfk2r7rSs3%3VaUv5biI+t%7qSAm1GZwccQ0A6A)?>3`YS9cm?++^93_vnc`_%nlCd7NF_{&#G%P}>)Q=Obl94(s"
        "=d2>NfhgH5mY}jO0<upkq_6$3dbXjkBP!CccCVbXjWa1Rts++&7dG0U=d2wz46=+c)UUua+c1W(fiuvxIirm!V=~by-6N<oGA)g<tR%ju0;Tn&psTp6Jg}OPF);(Q`7Nxl&on2nhA`B%w6Q~~gsBp;`!J!hrnSYQ1FO@op05xupeemJ39x0U*E0pN=dcK^"
        "q^D%1TP)70$}g+4Dy65fLMs@k3b2$eGBgaUy`UPNsIix=wk^{ygRUzmtumb{q%VxD6C8Io1+3gG1~FlyA}u$s3!{rHHL<28Nw63#1g|Zx)2f*;`Lr`IAg;EboUVH_ysHeaZnPROuQF0EBC~xdsxNml1GFTpRx~>;$uF&)&awfi1diP;VW6uu_cA53-?E%A"
        "H>`9o9x*wrB`M=Cqcp`C@3FJ8RVnzk!ZC3ztE_9XxHUDW!LX_&U9k%^@-N{pG@w?p@v?!U1T4BQ&8?iGmnT=U&>q&Q>aljQUNIE0V=Wgl2(CXA{vw(*5Hymmy)^SKsw`$8qAeOVFR;I_v$7#M6D<fNZ8q*RZ?B6vy(Z={<+B<#xvUqjx~oSn-LzXckE7Ex"
        "lP*`W5j6lbf2#7b+Ab?A@3A^GS*^}4LN0wR_%I_maVfnjD>j)gF1JXpy0f^VGBiJ|=dSlOZ?Io5EHXf|G$f`sDlIFm)Gc}(Wt*rfST-><%&%oE*)0P$!Yn~IEV0L}Xt5)#k2Ml8U7(dU)~Tzu9J9x_$0>+0N3cUUm9kDOS+JR^SFU2W0<veXcq)9V3M{ZP"
        "3M2)$p|<q10WeXh0<t|e5H(Y_QY}cc4yyC54y`S+D>T$Ce75VXS`~1nhB3^l3o;O}{<XldIy6P0&ak_&m8;1vsIgL;DlkN`5V4Rmp{4_|9kPEhnlzfShcjWS1tz{O?W-%O^)SM&rzX6fT`D`MCNFESYcOh_SS~syyQ$MMKQ2fx?77LcDXapm+O$)$DYk>9"
        "G_Uon3o1XaoTe+TnJybMWwePgdofU|3N)*;D=PUkH8FpvkgJ&}SSnzpLoFn++^nv%`7)caX)|50$}`NSP%<{GIxzFC*Q+=sBCp9Yr7bcydamXe)Uu4T10I#G6QF4{KQf&wTs4TXf2?Y<<F=o(T&y9hbT8woOPMArdNfZd`Ldxb>NE2!U8&zRWGqoG4K&v`"
        "mol2B5i>NgL_6m<5-)!=*D?(-lCZxpaWnO_`Lk;-957F~8ZK2d+^tL`8?AA)B(Y#D^fFDXd^Sfl8lL_&Y&4`fq%`R+Sg>BOWHr||bvPe1)-P$Y=B(5#60#Ao6*JDaWixawV=*N(pD}_YB|DL^o-_qBBepm+i!huqem46n2{Qz#V7QR3;xQ$hD6v8{urG-#"
        "l(eTUQ?72f{j?*bLoz|K$*(~%S+~+KkTJ+IX{oL;94M7Aa4-(I7qrJZ1+~JoPcdS%o3QAx1GO}@4Y$ZGNUTRPowb4>s51MjJGmUP6|$W-y&YSw@~NJ-j4VO9wJkw2L9W)WET|N<aH)+pCNG#OYcJy{tFJvajimH3EH#g}_^(|oye*cky)5;#%Pusn{I}Mo"
        "c%+`3ye!PFC!^IiqcEB+5H%pMfU>48L8$Dk5i1TaXDu(IthstKr>z_<ovms#)*u_RBC&0%`z<1*awQ8br?GsPN-X26gSFJL<uDd4sjjXsI5FEbyrFJ3_$HPh&9KEYW34-|W32eJH?<?M#i0+aJ+@ypF|>WC<1gJU6)SBnRWIN#XEA`MU#++@t*^Z=i!Mws"
        "u(2|*m#_ygdasA9HndNuZ7+!=SRyzj*|Z-od$9#0#gdCClQG#NRH^bTLnx!JfU8wBcA<Q)+OE~Gpr<gBOQ}J%61dQ=60<cT{5Kn_S*{{E5jGgBldK`R&a=p|Ub1Dd-Yw0o?<Wnh@2v$fZ8twFd#=(k$}K6c53+DCQ#N+3%&eF+hqGg>ax46}61Gw?B{;UK"
        "r!=3jO*q~$cQjkIoT~P#yRe5Xgd$xqO|NCK-!Q5u&7FL=S~V{wZ!yLpLMVtSdoG8l{jZ@cd9XP!nX;{~MJ+n1f-!TVP^*EYKB`$U@~)LI(yB?UOekBf|1Ha`izwT!VKdPyG%+EwO0PgNhqCl3nXo)De4-XDax9iBVK5&pRH{a>q%dW&g0+FMVX#CcY%OV_"
        "0;~x%%&CH~BPiV=(68yN{3c4Nk1N}(FR=fxRyCq8uCDK>?Xh6B6SH)$Ahh{0o-rY`86zOFHK@(1P^_soAv5K$AEsF@>y!|%8K}W1B`tHW(Y0zNJ0xkc05vVHJ)POC(=LECEwC}KFE)s&aV3H=*sVV=lpzbS`lvsz$g>Bpn<}KPud&^)%c>@}IIWbjQ!3me"
        "UZzT~XtgD<Bd$#$;<hBK$SJWbG^jAG&MN9GzcYobBq7MAOtu!MlC|fs=p{+5q%kV4V6xsIT&?0MWUyAT0;T@3sjqo6Cbj=303?yF106v$YqGE;5UHxMcC<}0bE}>*BQ#Dd%rKfXRW1TD{i$y?qOqN)F*BO3H84M@Xfok2X+1Tr0Hj2)|FMXzBCI#BTsbDQ"
        "5G)0>10^k}Ahnn%oG_}i%RDixHYu_)fwCkpjWZ4|SUF`eQ!KbKWh`YgY%Fdx)vv%Z`lm0lrZBj)g*E`K*R=_-oHu8&9xym8*sF{&M>V6e{H;Sabg6ST(>DMpY_@H<nJ8<q-LjUYi#ok9&oQ$&m^UUB#;PST_A#xpE;9Zx1hX2ft~X{V8mio#p*iC-rXMz?"
        "{UjnSWU~pV=DHNI9<Q9U12fK~jj_2g7BT^<_O_@nU!fx?U%6m2lO!%Gj;=Z@gq>rvk*svF{G<sje6AM0*|3Qx$G1AM^RURMkg*vn_p$t_xiq1(4YVsYubD5gA*ac)->_#gw5k%c52~RqfG@VQkEfb30yY}0SFr%EMK<EDKd*B%l`rwNCbY6NVX|^C;46!@"
        "bg>|&jIg1ydaqt8m@wq8B`C|Yw6abtNU-%W2c<(Rr=z?q5hvm>-lhn(1uPRS)TBPNpQyGQBdt^@B&pY`Kd;0z0W@N<?yB;#WUU6Qj*>JWL?u|SsI5V<kgx<YCal7&_9{Lnyfnrops4dOf+|Y2^`{yz39%Qohc4r=U8`iQv@d9;f1pIF$TKD>uP%P5&$A?~"
        "#HNF<GBT&2i>(i<g)GIIEwvM?$+FR~^DD2UO|Iu31sEl>6)%9Zzp)#!U@nlfFS0W=`K?o~maGb`M=o)oFE7@iIH^c4S}~Kf)3XjSM=vw4Q7%QWYn@Rtt0OS04JZ$@Q8N6nL9NTJ>>L<1JTd(;V>cTuZ?9!F*fBmZF)+lj9kO&RWVj%&Co4TMinVOCx-lHI"
        "6uPi6m8`(5zo%*zh_G(8yRcdrd?YS0DX|@^K(&u07`0-oOCe;jWVZ1wkFC@#tg%m{Lah|GeYi`qI5vE(NULV2;i=!WuBg(L(V#E0ZLP4fP_(8qDzy?Sbh9QWC$@F8_O!Ps9=Id1y)ucl1}8qP5;z;PFtx0<&oV-`b+oas8?Jt^Rk+}@l&}D|7`LG?`>{^A"
        "FR0_RN-WYe0<gcZ#3!9D6Cn1bYOsQ|J+Z5|2sf#>B)ciK0xE>D#V4`1elSh304nCTei75MQL*&2=Cq@+FfSoC^s?<Wq^R4uOEqII8@O{Uw<PGbFrAsZk+5p7>9ag4e=KLTVYoy%4zyUTF19|g6|I;o`?)MNh$mGwWG5-Hkg%#TP&EuO8?dG<RWskQ-Ygv`"
        "t0rc<?X;<<jkuw<2QELjDJ})F&ohvwTrc!8F*IMIcBvz*3^1Oq6SY(+khMG`crOXHPO#rMIJFuq-6@!`j3frTXPj#=zAhFvM>U@;2{Jl0+O4^;aj+FE!LYX`<*^~LA+h`^uOP-9Dznis|FYV&^fcSBZzy^=$1WbUudYwE+P3?(hPnwg@U?X~*S5?tHMME9"
        "-ZSMc2`kdE9JCBHEiDNuw6g=bLAjtY?69IS^Qr|dRxArCY%Hj=NVwxOgS2O{N~?dON3mY3WHyVn<DCkXcdn7IX|FH0XDm1@-LhpUgRJy3C@nZRg0$+jTdl!0eXtR-Tb}u>$gKIdJiX2*-LRXklClE0-7EsRxw)ROI<~beX|GML(ySUX6D#Q}B(|uxD=yD0"
        "(6j`uP^oArprGTkBrL$T38f7)q_8I@+O?Ujj<ElzGqJ26)2SM%Gc8&vtSq&wy(S1HL$0eWA1TDD7ceuiZ!dc<XQh28ovPZgCnR+u?6EJTqpRdG1hc@cAg4pBVWsP|>8rahhpBTZ=&(X5XQbh+$uFxcsxD5j3baO|zNNM?0IP#B;}};n60NJP!Km)AZ?d?t"
        "crKf%D6C|$A1y#H05pIq!ZbHCMYSTgYBM9S#k7DlN+Kh)K)1Q2$f)DDAhvM0_cR+YnY1J@j;*gaoSjLyyfc+5&8ZhB=Civtl{fn_sIs^(;Ix`5N2zYK>nZ-OZ7_?pWHrX5hcFel)-;4JA*`7*^0d7q<+S&-<h1WA*0TY!ajJAOysX_C$*()E9j}WmWu{@C"
        "kF*LgLM%-vuqzd?aW2TR6{s~cW~;?2Ei?DCUbr%_O18nbptq_X)v$@NN;GM?elhyE`mR#3UbIlF(leQ~s<zCo@FD%Iqp1=k548raJTSku(6wqZFSPhDzc4bN=^y&5bRM9n->51tJTP4*D6j9Z#v~M`JS()MnKVzR)~fR_4>hr}8MJtu?zFS8(W%a{>m?$p"
        "(5|vDo3u5o{Ioc<ytVT&xiVTRN3bcg885G}F|+I^ODjCFaVnFmRyc_%*PIWnA~N`@fwASWJtncW1~VTXPcFKwMW|V^B(OF#LoW3&MzF~W!7UN6tS>b(+9qwB|E*LkH8kw8o3Ll9#I!rC*02S#Oe=9AoiV_%=(3J5D>EP%|0Hv%LNXk&dZ+F(>Z_w8r7@c^"
        "WwI=;`K*pKl(hyiP_odY8nPEKIJlv*FRam~4=#7D46fI-9x$pbz9$Q)0Ic{Ra5M%fMJQ&qhBM%?@h=BB{V}wykTfu|lqcRY%_l}LRV!05L9}EoE2=rNDzWvXMl=X4YpV9JeJE<6mM&nXp0409%`^hE&nS?rIH~X@*)1?6H7ju_y)II=kSao~95MDJ+^fO0"
        "O0T-AA1ueL8zqCQ46sWitF-^EDJ%P%A~B1uoT65+T&U!+MxwZ{Td_Ve45*SaR4m`Qh^ET83MkaJBC#X5X)fb69<TJU8!}|E+p$lu7B77?F0-33n5auK@3u89d?pLD#jPqfZ@ICr?6cUdo-op~2epK;KCK%tx3HMA1~hg!eGro~)wDP?ud>Uubh!pH!82H`"
        "BQ3hJD6_&Xk+KM^*0)hG&aI`fbt~MjO0#yc$tuII#xb0)<1t*V;50|48LBL->8q->RxxumakILyp*4cA{izT%%%GC6HLl>Zr8J^0CoO=oi!&WIOQ;qwIJ6?MJ-OdCrm^N78LIuQO0V)SFD)asA25I_$e<7_s4|{2^t3lOgt4qO1)yFq*)EJQGdEl{k2G<y"
        "zBXz$EV!*P@44EzOtfe;Y&Wzx(6hR!eKHWb2)1Ulv^Z+GZn=**=D38hhq#lppO}2Ph%cP9?6vl_qd34d8#E9*x3K=Sj<>M2M7%~ZX*U-*s<48!eYJwJ&9W#ry0rGV1*ku?S+rR%{WlP~Jv90_-K_K~3aHpAzAUD-Y_bO=IV~fvx~%4{H!9~Y8Lz#hza3>T"
        ";;u`uBd75w@GzaPFRh!iPqY0o1}vX0Y_Mf3qcoVJXsHjW^t0ov*e$QEDW;bpg(hYxZn40eLnXtc`JT40L@pRE#3*4fnI%=O+A=-0hafsIrk}x|{IEYH<u3!Z2c!?N3^W6^lBi@WQ864WcCRonRIf2I&#k1Y0j?h|m9(g^5HxiqJTS{D)3iLW#V9K-F|DVi"
        "f3(=O?=@GeW2h;ecC06^c`T8$lQm~85Gl2<NvK|~d#FP!hOneA2{o{zpD;l&!z&!Hg(@$wjw}i+{4V+|r8T)PZ8PAsnXuxkVK`l}t|UsF$Fp;>c(X4yk*@A9FQp-~NGi6l1+?(85;mDCe6s*FlDI>wgf(q3N~>$EXC=m_7%!5j_BHJ&Pb|!^nInR<+%otz"
        "xva>wL8D%=$tmQrOR=;lA2n94Iw+~5C%8hg&?Tm@r>tza>?~HPSTx_T7&Q&DMYM`FP&m@G=`{W{FDvG>fT~U<D4uO16E<fy+_OnDh_qZZiLp{EFfZ0Bg|u)pNiK*r3$81qak3V*J2t4W#H#lyD=p_Tm@hK2<FZjSPdp#9F)U}bQ!+g@8#HGu5ui;m!Z<NB"
        "r8U{Gj;7%zQaScD-!r_KBBiV|Kql2RRWcX395g+x&9#fMh_W@VP_LhxfHjLPg|=R`d@^{imMn0x3pRu@3#OwcFDwkTHZY_vy`~qi^Q)q{^)jfb+${wtxR|Ig`zq12G&oE(db)76ZZY^UD<^ukL$4Gv&@!8`5V~Nr&bMf+u{319W40@|JRv?V)Gg$*BP=bv"
        "X)q)%BRB#om9=oEnYT8yV6gNyY#=ow9I?lzP^)aSUa&l@P&MZ;j<YJFF19JP2{<Y<#<iR*U>#qzJ1o7ba5HqMFElTun>1#%eKKn{QnQ7%l^ijy8!^eDKQRe4-Ze%bDX|o<kt>2QtEoV?&oPa*-yOuPq%_&HL^CX|+buOU7(0+IJ}Nw}!?4`0k*%q+<15pi"
        ";I3h->@2n^60|Hc$fY!`DYIlX+axHmzBR+Os<9T8PpPe|qB)kZkStm)mZgF$S+U)*6RpuYH!i2OWw1u1GBtcKTqfu&Q?Nc9>7(Q$Au;GHgD(q|0kJZ%kuZcYkE!}Kfh{_!dntXWwl>nRUal9epe`6FZ7FIla;;0S0WM!A%`q-5rn3<=!>vRuiLe$dBQ?FS"
        "doyyg=dygSu&5NVG9X*9;jdvZfT+hbz%56qX0Y!z@i5G*u&^_+92hk(CaT*rKCCz`-Z0px2re?TeK8`e*Q`M_7&GRfX0%=`fTFUosxcC?x-T3sBeC)!uCbf2Vy=lcP^^nGEVK`&1+U#Od9P+H_cQ~nA~1<0w6Gbn;x+TA__e(-AuI|X8Z?8ldogY_<}u2#"
        "7Bd60L@}Q=@h=gxFf4Mkv@o@`nk&AxZ!-|GSG0d5kDy1R1gCDSeibyZf3Q_9Nj1-}i!)HOK(IbD{xLEb!YsQmR4xg$?6g}i+Ok+N`ZPbW(;nL?XRcbb(lY@r7qu%knX~kw+cLf*I<(QHsHt$OIW7pYEhg+IBQd)m1STr7_ArMu5i}69Z=_zT$1l{dx2|O|"
        "{4(PoR5qNg%(BTYODn&uiZ$P~F(`^HLN&~_q%}aaZnJ$Rk~lZ5Eigu`1T)qx#IpA_jxAU<mNV<G0W4}Q)wChB5;dHsv#h5xakQVUEhw=r_^s8fXeIWr@Hfq<Ff_oh124X_6|*m~&o0F?)UY+N2B`C}yDKd%#wj#38Z^=_sHm>2U#nQNw;K4RY%X%JM=ez%"
        "bTeJH2RD4Rs;^BbOgj#*2r5Uhel+f}D6yh39x-4bkfPYK4Xrq=9k!FP!mFGg;I2$Dg0!EmCNB#xf~+H`oUnJXZa1wdJTnt6&#Mrzeziff&oSmVyC_bwStw7hEH`EyfUET|<uiOJxH2HIeXw+>fid;42()mu2s1V@IWX|16E@4SIxQC|AvmKbI5aIJfiy#{"
        ";vpciBQyQ2X)m#;GcBt!(kak0b+&jcm9j9Ds5!8(8Zj-dfv^xSK&*MO*sc4gNU*;vQnJ!9^0XYRpsFG^;Wf!AD=~~Qlrnjyo~*kth_X7Yc`kddAT%+wbuxmTma~#G;;$tzI<9j$8?=ZoX}B*tcsACz)-uVpB{Xp^vnl+iHnu&vU^x{n2C%BQWVl4QJSgTd"
        "CNZY4r?V$9g|&|^MJTU}R<m9yf;7iB#;<0%UofV&X0-vaT?l%%MluO7u`n|$maXYGf3>wd&#(+PM=sF1M>Wwbz_GtHhOvLF88<L2C@;~li7-vD5h|}XX)zY6KP`kcur<anc(fQa;W1^ft+=MJi8g^Q%rm<(SukEKr?v4k%P~Q)o3BqUAuv-aEGjB74z<Cn"
        "DmVcxx3q34<uny4Z?xjE3Afp(o;de3Zn6WkVXX-&hpMisBPt-U88>$$gQW2*!ZoBRQ?}PMR<BgD*ESzDs<2zE;4NIQRUr#8<+Z~z>@L5lL^jB@=Co^_DlxXMtf(%wE3=BO+c7e&k+L2!(yE;<)-hGK*D<uU(yXYoa<lKO&@nbPbutU6<S;F#IW>c{tup$w"
        "*R%dG951)6Yp@C`kTYK})UMMqS}>EXc`)6xV6?EU^{Jz$&8X(IH<_6s)3L6u+$(;pjVCQAPAku;wk#DZ*(78!CN1T!9jNEC543)*!!y*aVz6*8nJ?8Xda6n;kF;|v7_K9%zb6<h94zNA&MeU=#4UTUhp}d<hAC<vkS)QikgzDN?X>bOWiUJ>^)SvcB(1Wl"
        "Ua0)39<RbFwy%FH|E97mH!{Ap7qRa%&nK!lp0vX?F{*{Lr>Y^PY`Kgobslr92q$+oVX<p9CnUNmP%A?!_q4n;R~Sq+psU(4ttkMsfhWYRw6Ha>t0YaUp|Mr06S#;n=d{+a1tW>F9W#(JLosKy{IISrsj$7VX(x2GAvLtITQN7W^)R6|`Kd)Qe=X;=D6)|%"
        "qA{T{n6x!A1tF!X)~_<K=&~*@)~WrfsxON&MXu2=j-Z~l5in3Q`n2aN1TeiO0I?de#Hcc}s4Zn6@~<qXe71qB{wzE)Xt`-HPp}Q5Co;9OlDHMH3@8e<A-4rF#IQfNH#7w@w5pXc<*Z1iekVRMZnVs<05lG{E3y+Y11#k;m9>GXrL{`6r>^ucg1P`ScBuTc"
        "GO=1T5VtBeu&nB?W3VEynzf@hOd^0crnUjFOtgux958$?pe#i)MJx8Sd$N(WY`c&v7@}OWxFLC_LZS3E)UsfqcCkY=$St(BrZkJQ{5D-ON~+u}05O9!6phX<e={4kl(5Y*uPjG4?6gofd8zKR%$~}y5xU8y3$U@Q0yNk#YNo<2#jK4qx~ZM5Z?Te`0<nlN"
        "KQDVVr!6|Rtu>-3+qC$&Wwn7XwzLE*^SIwJm$ziGN-=h^&p0Wp{4rg*)2ln1A*__DFfanL88Gs;Bs7?zUMLY9F*NYB11yX$*Qm-cd$Ts16t(%YsV}Ip+AXa%I<n9r{jaesr6+1B-7j}9D=$g33#XyB1S`!fWwXCDcdQ4ff1pjMEwxcI_pY6);;jTVA~lgH"
        "fHAo$dZ^>E)~{}<3Z|B=dN<Ru^rTX)xgQs=CMkoombCY?FEfv<RxvFn_@*GSmos)Yt0AE((6X4MXEgG(9jSyb1Fowz^encnn<QZ|PB81UQL|F4tFh6vOtM+4NGBP#p|RGdAG4~k%_*xf9kIu>X|#bbk|sN`q_kT#QLvP?3^og%RxI_deW}+oVzJ&USTg~r"
        "W-<XV12nm-{;*xNMlk5DC$RUmgDtxtu`%Q-owWWmWGm<|e6<xW&$TWpK`>`2?=!fh)iYHxn6AGxC@dGUH>U=)8Z%3@qO(6DWvFa2r!+{i5HF1}CN8z6pSCLxC^IZH=CdO%`w>90=_&xcEwRHirK!=bT`VRyZLu#ZNG=|;VlNu7@idgOHnN;A@DvTCNiKz`"
        "H!<|Gt2S@1JGLM(bE}x4KOUbV87C$zK(73sAg>0swxL?Jg)#-8p)jAbQnXsNkuE|gO*IZQt22%wJFH16H>{*H4>AlefiWa2HmZr7J}pPEcd%l-kS$}Rx2Tq@fU_Vug{YY?Egwa+C@KN7^(_vwaI}=D1~9oSb0T~$4J;9|H@L&9LORi_LN4MmY%+c}Wv}6|"
        "#xJ5VQLQ|+FEG$B#VI<u9WNNM@-%2EP_D|b{4GkXJgR`SqcHO|G`IpRy)aI)AS<z>52$S|pD>~<cq;!b+_kqVCOAYeVKJRFp9M8Em#vSsKr1#h4l-~v9jU4;UbcNHTq!6n3$%c__cWBVXt&F_X*x`=Y%n&ohb-_jaI~VcPPDiz$RFt{urJ6rfw9G`4ldU*"
        "eK8m`kFfl-2rC(=crFDv2C-2#t*I-ssj;>%JuH#CE3zB75HmNlQ?lbNKDsw6z_j)?B(;04QnVE^yevJkH=rT8GOqF~rYk3|F*I&5{j^#$5iNkS$~B}dc(j!>+pu>s-L4q7(K1plz9=HJ*|V&&oVD(=qb|ub<Sk1vYPET@(=c8sX)(GtK{Mtxa;oYwt}aL_"
        "8>s3m0x()L;VLdDXtOLbbg?!u0W>!<Y%(6M)HDscOgO!=3M`<qT{3<(A~O;%IJCsC4XJf5akY0im@0g*R57SCdbaAS!L*YxNiZ9_YcRhj^`>#WM7P<v#jPtc5Hzc^7Pz`LhqP0$Ag`P-im3#ub2c9~@-b+<E4LRdvbg3mKrU}Kx~_yIOSvy7$*_bsh^pf>"
        "&M7}J)3vrSXfwyKtguk5&M~>C1F0h`5HO#tl(><!%`<zk3$#$Op)5|U-?VEocruK#bh2R}wKU5y^D1_#aVcK1d?kId{WQ?CK_CvOJh{}QXRMC0IIOcb^svygpDsz7*s)PD3^!}C>a*=G7%D|HN3E>0(<q#<fiOTW?Ja$=b1n8Rw5{*0ajw0wJTcp|9y0hQ"
        "v$1-rj<zeYtf&htd!{NZ8Zl-tQLq~_urVyJVYI-kzO7p^nXSDwU$GM_$u-)l$1MT0RIO>VQnMO3Lb25}<Sywn>oUWy>7}r)7qIW3`!NWxjkXW4urRnL*R-aikf*Sz5HV$-_8!orKrLY{*PItCr=CVKel&u$w=~GExUT~#(k$XFzomDxO|S~H#x`X#*D^aU"
        "54csbv#_SE{4cehMJ^;WTA*hp;I7}R8!<yQ<S_v)OR^TNMJ%-`Ffd7|TQ^iNvo15RnYOI7%riJM9IzcO_cU%buQbpoXE9+hXst7;#i~U!*0d?JDzrQ=wX7X7s5vArGc$lPEwtw<>ow~$+^C1LPO6TtD=Z+cBDJnGurX7x!!Y|Xbu|n%r>)L0;x0<Ay)fIZ"
        "95Su3dovHMB)DI*Xss}$5vgmasjY#q6*A?i45`JgvoaDaJF+G)Ixku_b+cVDiy4|T=P|vcmaM$6*(?GpF|LBEelg*(KQ;R@6EQ%j_^`gL7ptPSW+~q<x1j>A5HRwrU9)(s@HF4F6tgcR!>toDa<7Lijje<+{4)=&+AnjngQozof47h?dZ@xR`zGHmw=@T?"
        "k1mER`?P<q%Q5REnySPr11JSE;;H?xr8V3%>@h1G`=!~g>n?DmC$Yt-@2u^s{4XD}#WZ^^4lxI-Z>hPnJus-P2`}0zS}iuX*f-L!k}l3Tt23mzC@^ujiz$V%tSrZ{NiA6_rL%^xm9hymO&!}duQK?tkTJS6f3gcJPc~_&iL$>Wp0N`$nIx~YmbB<FM=0Sa"
        "Q84$l*|?du2CChqe7G?+e>UT>&^BT>6TAMgd9pkxw6qK~IxAE#ax}55%`L&Kv96aPWu*<NI4pH6pCqg(-7Ph+!XZ2?yQx&JVWcv!;S~0-46Tqcy{&<=KdcKT5VZZTLaqX-f-z62%_>SPb+C=EYANX@ce6vV%P@VfX|QiDL9mFa1TCK{+N*FTIVdos`Y&}R"
        "?XT*gDJQ$A=c|~Zv?%$inJyqRbg(KjB(IdMS*ye-b+{QXOEIjm2(i#0G9=(2axalDG^=~Hb|Xix|Evu#BeHF&)Tmvj$tl<{s4M9yo-?YlwkSQedM#-&4zA}UDz6?eqpaI2=Co)v`7n8@RkNEa;<3>z>n~%ntFQbima!PJ4Yp7!jWQ=HHZ0++A}^M(*(v?6"
        "bTCk@-Y%;r(yvRaFErJ&->potW36eg4KU}e<+Eb0c(Gh8X`-8}aI$GKovaf!STEQ#TPX^r(jauPu(TAZ{U>{{eyN}?BB*wz`LMPr3^&g&i8Q^S3N4$kbF|_t`7nAZ&#~dOc`iV;U#x&KWuKxfX|;JTIiCYIb1>;GuPS!4-m8bSAh1%al`spnw<^o4r=WK#"
        ";w+CV(5~UL)}+(3pRmy^>at3&X0Y%zUot^0>M-jp2(uQdhOrAY6e?^kgdusUFDojr0;)eVLO5-h>oBY<3Zkj7k06gE?y`ui<*24D?5&6~=(35BIVOQK4k$9M+O7~QL#Vs7QLsw0YBb3%<t(POC@iimbvNgxJ+wTtTC_^HPq{fRmn?C%Q7+9je=eN0MzB>l"
        "fw&U2_9>kzcerS>z$}6~wX_i-M>Slu8mUI8DKyBdY&YRFG%pIU&o<65u(KVsimjivqMU;!ez9XCFsjlod>*kcdbnmRv8cwbr7|xsH?nap*)~+JVyRKD<Fvf6-!Mk68m_0afwB`SC9!fb!m+oh;uM81_b-*8fHXuhWisikKD41IU!~$NOs!ck547sFsxwEK"
        "C$!zLt1HZ=20X>Bld@_mZ8x<sFsZmLe=5VS*)=aV>aNWtTeh>D`mIGWYAX~hF0Jn@5VL8rH>_r*-mUXF>#o$8m9ibH87!(ZUOLs3rK;qsjxD|?;Hm+&RxpV$hbrbU^s0F<buXZ?(jrJP5+}JZzO2oxDw)-=d#SghcqxJ-!Jr*3EiTfnRI6X6Z?ifv<*Ju3"
        "!xzf2`7t(;bgg?WEUSXOt}Z+-e=6pxZ?tf<b0veQ)r|ZoSR*m5vYzCve=vis7AI+_KQJ$<5GHXl$FM;$*{CWjs4z`0aH-HN8Zk>P<S>=8y{@pWDxSYFf~DJ})U5BNs~iEJAf-|;V=Z;GX`gbk;jRg&Xrr|;Vy(8WU?xtme6i5AULY_lzqI!=bSXWpimypJ"
        "jWQS^4YJX!u`3s;-mYY`Bp@#-Y^Yf#IIl@2b**Qxny^hFPq5^y)2Wv(RH#X;L$7MCx323jMXnez^{t_>)h<4*=bu@v{VA%c@E5Kuha^v^0WL$V$*)Hp9w(<OI;_gB5->%q-kqx@S13uYqNnaIn5cH7j;$uHU?(fES*a<qfv}{ltTr34l&&zgzAslYmn^%n"
        "2(vjj!Lnv8vM7zDb+FDO5~`Rk?66*{=&jwcH!*XvmbR5F9Ws_KX0AFkyRl#-nz1A_H?8O!Q?tz}n5_LN8Lt#D1T_^cQK^<IcNzjS@GY4xkT2`AlBTyVOgG!HdpE)yODuykfw0D`DKM|DZne-ga4$kH^D!%#C^p42S~WJe2(%fjur=;BB(hYuGB{Q=r8$J9"
        "5;2)IQ8aEgJSs#iS+NwVAS?y58lDrfqcDW4&bMMUo-=(kk1y6V+&Hu@2rTfhQ8j%j!Ws7~!LXIIAh#~6a<bny!no)pnYMH<Ypez<eKOdwda19mKd?%!ttKR~1+Bp@BQOan>KisOvMt{%sx(6|d$e3JjWDn!7c#%5Oew)L=qfofN~;_u<*XYxKPR9x#<1qE"
        "+_J_q3$QLQE2`Esf+?e?=Q5-(E-tP#Z7*0bN-Z=og&<8aIXM2WlCUv0wJmoW6tLYYHZlx2s<6>2p{#Q-RWkcBNvvG6+$@Bw^|&oG5i6N7JT-zIfH3N@ZYkI>BrvC~sIV2KoUp~TdMqKZs39+zhAwrid#skCx~HzK5;Z=m8Kj`8Dl>~RPO3wvzO)7;S}YtW"
        "#J6=UimT(ZsW+E16fcpSNh=Gq1}!ZpBD6NKfG@=^l_^T060ycKp{miTL^IJa__1Rpj+st3W-Q;c5~iXxp`X_!wlCzd|1^j&2r-E+3oCFhr!WDi*&D|xoU3;<TQfqjcrxCuw6nxI@U9CqbGErCRy6f3IweIc^{7CyZ8oMbM6qcoleJ(sIW&Vc1Tv&F{xn7|"
        "HK!G*)0`ZvA~9{Xm8ZI^Cb1*7b~56$BB1Rrv@KLK8Z<eu6RlP(kd78KoigmLfh%n^DKY@Khm%=0$F$lUTOGY7VJW>e#;^gb<*u)*Hno;C+%Zux4KZM-xizbsOt648I<PG=B{9(|mbBom#Iz~1+BLAXkgxzapEWJ9m^4o^y{dw+FE73+0k7#X94tjRv@*6c"
        "`?SF&(6Qb&f3X9!f~CbYsvmGLU$9lMf-(-Y7dA*Yb1|hXSvVWCy{0g+Pox|*@G2y+12oLAH=@ZofUroY0JIn_^DD+M?W?~o7%U|)G%vj@wId!O2d<bk6gAd0L$3HRcs6XXvL5#|EI2_iSSvXn`#9XRHYA!f2QV0?5GuO0?lAqY^sQJU1+pzP2`P9aGZ=I+"
        "9<(nlhctR5qA?^cL!~9CnW_;azO^JV3pB4Zg0yup&oU$`-?A&6_onBX-Kh>SyD;Xo4KQ@F{j#t!!l)Cj*D?yQ6*I*rML6g(mn{vlN+^x8^ET!*XQa6;?5+>F=ak^KT{Z=(VxJB&lPeyyu`*CJf~}u3?=X~=gR$8&0J6z0$0=c>Jv8>Ecr@rS*Cwu}<Fv9g"
        "#x$5V#j<KJwyL`?lCi@uAThn988`GXaxly$y{}fNFSL0rR<Q=ICatKh7C84Y9xT)@R;szODXEdLLomRjQ8u-)7C6nZt+b3akT5u?0UQIiCN=snBDBV`akOSO@iDwF2e2qKc(t4>O*{@JUNl;`xw5pSo~4Gfkt@!!Wi>@B#I$ZT%QSPWYqj$<&$7`Up{kxS"
        "HL`lQ<ftsPnYe7SO)w89P%|L5%s8>G<uZIOV72or;3aD;&n$&Aqp>cx?Xy-b38ludZ6|Iq^C%^%XseF4uO>3C)vLv|t|^zK$he`fVy-Wz`mevVF*Uq2Yb|LrCp9H8dl_&yIIyNQ3Nj+FCo>|n0XCYXIjN?oTR82i1vD0{M<r0Lbv8P(aW4ulm9wZW@+!Kl"
        "HnZO*v$A%q-!?xs@);#4V6+#i<1$yTU?n&(Qng4jV5U^6)Ulto1t1?W^Dd9HCa@B<l&-rf*|77poV8UodoZdfX`pqjG9`7iW3Z35g0Z?E1TXD0<|;z0?;bF-UoA+jbEwX>=q)?7cB>&L@~^osho?=j1ua~u3AFY!&axM|HnG4eBCs5(*{+r|ud;tI$1}CA"
        "2{aTcvoN70DlQ!@cC;(9Wv(eGKe8GwX|yJ_!>Zw=e=fwc#kJitQ7EJ>eljMpe<ljB_^FJuORHkCWiuNxHXw^EIUy}BDJ4)by)h-Pge-%z$t_&4v@6>&g{5$%gsKEHi6<L1d@i!Lyd1SIMXH0U(67<3zch8SV6<f*O)2!Xp{^aK#IJv>X)HCaP^e!h)E|+q"
        "4l<Z5$}OO>kgdV6u`<Z7?6Isd-7UQ_$20|~n<iJRO|Y*RBQOuG?;_4DhqEN2xTRY%A~ngbqp(~m%rd^PO|A7XOSCYtKedRZF|A3m{Hb>|FfCNE3^v5CgDy5R2C~F8LolH-i8Z676R(!8Co{OGzA)7=JTY`Dd#wX246`t;;WXDa8LXkIQ!bD)#IqZ;cd1OW"
        "I5J?f8>eoV&Mzo4vZy;YMJbxJBesI9ZKxVDeW{<X`lFO9E3N6Uq_mMTQ8Z8~mMhXPF)rRUk26TDA1?PS)2W}Sm9J#9cM(&judo6y{V5ta4JM&8@U-zTU$b#F-J=b)rY~PJ*sWfxcCo;!R5h+7123#MF*67=&NL>q_bjKc2`yJL1GFQyt1~_*f3QV59H9s<"
        "p0E@Yx-xvT{V_YQOtR7;Z!>A0OSDWYsI)OM^*1><Mxd%S{xg%VKrFK~1u?yv8?_%V;x-zsOsOtA0X1r|e5>TG7O(CpCbTywo3wW~^{oxBo3o-gx3`|MCNohqoHaHo0I&xsRkG8yi?`+~$E24qle9}X!Y==;dnT@{;izb_QZZjCfHRb{{H;`<F1VRBP%A61"
        "Tr9q@hcGTHRxZCYS}h77L!)ptg)~ky)F{!BSF8*z(k`_qvngXW<gf>_y(qXVy)kvEdmbe)@vF?Uxwh}IJgf#b?J63qzMl@T)h~s#+BG4qezSxxS1@|DYOUXx<RnljU9{Msv#zNzl{Nyi+pLMI*DR5z%Pcgkk+?*(7OVg^Xe~$}tug(w#<VCgHY3rkAuw^Q"
        "FEL*r=`g>s#3=wVWFRZF6*AN@aw}n|M6RqY1u<|i{jvxo2(}t1=&49GA}X7(ATa7Fcc_l2N;+sL>#&)uTP2vTi?`1;P&Bxw4lQS``Yqix3ok6F^sb?ubgn|ArM5<{=QVvTd@4{LlbjkX=`?MuG&3kKF|R(LhBFp1F|)BWWH1G?ZZOxV6*RV|nl%J9mMvi~"
        "R4B`+yDn%jcC`Ma*s&O}ZY@(dmo6oyO11j1DmLJr1+UOC1~+Fi*0e1(X)yjV`#2%Anzc19y*#ZmRW4X9voWJJyEoc060%ev%QQK(i#CooMzHQO;W*nhEFvp2i?JuPnKLsuY%>YDZYzZ_8?>M@YO_T(W3LppJ2Y*yF%TWB>m;+YB(U%?_Ouz7si>^D^f8Yv"
        "&917jd9t%Iwz6BYUlnLDfHH9`aIXfnxV304@vqS+bga;>QL?2rsH{Oa#<+mAdaZ>pzP0-@$Taf1Y%PPgSu#ehbF|nlbGW%QwY6%jG%_SGRWXAun={-o(6kgVAGDq?-Yc~*w=cRZW-M2!oF}+2AuJs<2eINWv^CBv->ri!Za0OogtY0hJ*-!>7cnj<8#V5&"
        "6fKuA;IjrOhObpJCbD-brl?9O$+15s;<b1%t+0YMgEz;xV5+z^k1(7#nK2A6)2$t^U#{IL`LMt#XRg;Q12Hfxu&hb5DzL}188gl$a;x#P;k8XMGbdv(O|*Kfajdv8pPYp(FfzHd$1rmz`Yt)KJSYn+*eJ;`P^O-u&a>Jxjjhw1T{8o)lQF@eN-cq<G@rLK"
        "&MYgiqpC_B-YwEEEif`GNhY;5My&!LZYd8gIvH~^C$03dPO(BUIIN5=KcptLf3RvetTX+#)Ty+z88{p+qq4vzg|-J4da_zHA+CQk4z!~=cC;3@0XAVQ!?hE&nJfq+-?#}aF{%J3#jlaA+pHlrWj4n#s<4Hp$}t8YnK*#4us7{4Yqbb4-LFI_IjH=!uc^<h"
        "n>2YY8Mgv5cCjY3n4*I+@fe*YoG>vn?<ub{3a$n&%CLzr39sWa{jFUxzbVir!>3{}t}b;Uw6WYRF067dv8mxPC#Ga5Xs}qYU9A@^bsXuf#<3Z!Ew9rmfG9yP?5w*gZY~O?+p%*e^Ru-fxUiQqelfZm1)xi%BOywz<S@rF^Q?F(DYeclVyOixHlZA;2Q2rp"
        "U$iDIvav6$v$7W|RyNg_#jcyM*|4uKo-BQ@87@aKJv2}*vbLErNh(IIdanN|WVK1QuBmykQ?b{qbTW)3rKzJdO)|Ev_bzcW^D9^_i7Fv1CpDz46tPILTC-WRpRl1Rqpo2p6)@m5Ij}=2Q!p_wrXZ^>W2`};#;Un9BQRUCWhl=x7_*Nuj<u5~ZzZKJsWVKm"
        "D=Jkid#qKmZl{N|1g!wIp)|{`R<7Kqe=p&!k1MjQj;S6ayRzad9k4MNF|0(bimqra&L?!Nimb0F<FIZo$}s4&VXa>z=Bo;>;4MBe95tD%g)f#b39WE0gsRT12{5v-^Q<{4_%r9M+&j=Q3Nr*W96LC%i7+cPUpS((K{Vwu8?C&apSN_m3MR3!5;hYw2Pj9h"
        "g_MyrrnFZwKrqm=L$Y-*$E}pHEHU*qWHA#dFRw!~ay0-e4mHK6P_tz>N-cM>tTKhGgR^xlvm%PB&aOJLrmY*bA2frkW;3*`Or@kS2C}3$J~+p$aV&ha0y$8%9=M<|J~VbHyt0-v3oBzFmZ}{%e!2`Z61@JjMJRE%(kxCi4YF7wVX5FJaWucNOf;LSd9_rx"
        "Wwh%xU$nflmo|4Vx2njnC^g(Jb2UgQ?J!R_Cn3fw1H3FZB`i0s`K^I9cdfD<?<x(j6($R`!?W)!nKRh6F12g0NG=4frYcl4543@xEwn^1(60d`tuT`^ZL<Zk#jK&8JDU-$el5zR8nV?M@T%6PiLrmI6EV>&AU3oyjj-CV)G&K2t}#Hc95Gd>`m8oF0<i?K"
        "FsrdLi?I<W05EwqzON&&xUljtnu5rxo242m(<9O;fUt8fudGxQ%CdAWXRXm4^s<$%@3F9^y{<PbG^?B}LbDP#3bwDVw67mE=O;O@2BG5;rmkAAR;V{Co1Yo1R<4{VKA_{SDX{CF=ck*cGA>mpr!mU1J}#fM+p!BT(yG9-<E_>vV=4wQ`?7MV!YsEnCL&~~"
        ")UCF(!>Sdu_Lj`8voS_0DljK3IWHTpo~~*z+_jA_hae?2)GRKt4l-3JTd~D6b~664+pN*2PcS*5Mj-l>Z>QWX`6Cvw5;ZR>>@BJ*pD-XXKq$ScMYR~GS2mZkZ>ab#a<T)h&aF)@U?o<pQ8iOA<Ee%$@FB^t?6N?rgt#uK7pIx9TB?1u9ksBw<ggK~m$1^X"
        ";u?W37PaxU3^rS};xQ4dF)~}R|DM|~hp3S+wX`xcm9lxX(WRlZ7O`SAzp*Z^khsCBp|ni3B_Nli{IwFf*|1Wu#j*h^^t9|Ou&_rk{JiThkR++NB(bwGv9K~UM=-Rw&LOKY7q~zu1+}ZU>?%7g0xqYw%&~K>d$b<0$fE)<pRB$yrl>3>#HhZydZM{9pC%_a"
        "^|m52I;|D7)+V8_sj<4Z#J0CCl^ZfQNw>?i|DIs6!!l^Obhl@%7&O+h1F74u-MKNd951lAp17a4Te2IopD69MI4wf6_B1!Wjjw?+4!A8bZn)33hp!hY`X-p3B(*5C&#|7dtT10IR5W9;1TlH5qOYg2LNqZav@I?nJfoK>!XG#(eKoVPXfq<Yz^ojt<1%ux"
        "(6&6hZ8NyGa4oT~s<DEr<S|#a#<B=B@3JN}pQ)9;@UlrWUodF3{xU|e#xNDJy03w?1u$B!6*w5RrZu^!ASmmx?<4b|{wr#<UbS~Hk*ABWqb|O-=P$aWaI!ixpec#7xG+Dk^(>09RHT47WUx6bAG1cbd9mp&cBojld9*aP6EO+4lp#+tn!7(Vrm=N4c(@|8"
        "=(M{o`Z7_YQ?Y%t#xdcrrKiFeAT#4M0W%t}$S!@YW4QRY>oEbc=(8ZP_^z_4gss4@7_*%-(Jq8GBdr9sGpV9AL@|1+pEv)NY^U6;YcjE@jJz_nAG6*ut}y4W$GBIRp|8ig8o0u?TO+rz!Kg?uTDM!X92%Z3JE_B<Y`DIqXf6~g_NywijJN=<>#i;_iz%rw"
        "pde4NM=~#|2&wa|;<HMt^fYFwr7B@EeX#5+HzR(r^sc<Dr7too4yo8P$1FuG+OGPk$EQ%Th_R-v9-Zy9crHvSL9Fg9c&}-r2`hZ6!<w|TZ?gldAgR1B)vQRg+A!)W3bB!|aV%J_aVU>2E~vdQxF~oj=PorW$S$C+f-VxS@iXPOlQzyPIJS!}nzp5;9JmB2"
        "vo(A&JgIUt@v#E6d$cFBZ86TU5Vc!0@-5e`B{XX>$*yd+^|-e&tTdOeZL{gE;xY-ad^IRCbhI)zRWp6J*t9LVX)hl!6tujp$}|C~DlqJ<daa=<PB1yFQn^;KhOsrdy)u9_Ae}EJ#I!Op4z}s6@36ovOSOQei!8V-`Lw;Uv9*G+J2GdjTpK^CmNfJ)g0O=l"
        "8MJ9GxUoT@Nv%aMRi>r23n(eBBeF=jM6bN9=&?YyyRMWe8nVDH-MBTd8L*GFqOoeS;kmCe!L;)vw6Zs`=C<6jQn5p!L^cbu<Rq=ML$i}HFtV1Y8m(Hj@1e4=#IY2vej)a-@h=#$EwUl7*P+y`W3cTlsj<GUWU@9Y@1?1%BCXIa$TMmzMzMvm0iqfzLA6*k"
        "MzR<#0x`<0(<vMzMk#Zh&@+FkO{-&}JtaA@xv)1fZ7S}zh@z{nv#2GoCNM}W399TPQ?REdnJY;#{Uz%$jx)6%QLodiAgSUpO*eY2w<<}fh%h{*N-$G0II}XaeyaE_si-5gD51Z$)+>0WZmW^E&a`VNQ#3&_va@)d6r_@|#kV0KkFbgyeJz11YBgoFG%=<z"
        "0jn{xSF!S_v#5wIfh{4SJTg)+LZphF8?`O3ajb+eC$MKMgdz&CJtev^fw4<2(4Z}^AF|1+C9%ybY_9^SxU&MR@3VZc2{m-Kg|7K6cC7ZJHzzHzfw3zwE|><Xt|lC;R;!M!W-ie&u%Np$3A2Z)S2O&vk~HG1J~4D30xnN5n5}IXRINy`ldO}b1hw+9B(J|J"
        "Uad+nf~@SS$2r6+Ss@m%jWw~k6|UZ~iL_*^U$VF>`?9?_Z?WU0{wmnEB(pU&Ft{wV_q6o1AF=tk(6^^4>$M@az7j+=<SW}QIV`ubY_)|jvoid&v$-j@r80Q77O{~uTQGL5x3^v`=`0v8^DvPtNH!q2;+Rz`Uoxb$STI~Jp)F;tbusp`lc8)h_AZC0DYq>!"
        "j;>OyVyAYo3^f@sXR`w-6*1&4EHUV$IItu#S1mrb0=9!6>o=RQAT^S$PqaC)8!@gjJ*j82MJ+zCz_np0IkKcPkg$%g<F>7<!mrP(FtaYSN;12zw=&MR1u^b7x-osK)3IJKU$B-e7&Y=O<E)afAh$fP6S@^SS0+BV9JlYa60>Z$#jlYwPPUP;H8eG}0jP^K"
        "#W&eFA2G46mo_=LEUeKrsJ6AXPcY;pS~l3X1G71#q&YJwEw?JQp0(VU@2JVPkf#)|;5TfvH@Uc?OS##$12l0kT(KaoKCA^ca<}lVQoA*y1v?Nm"
        , 2, 90, 64,
    ),
    final=unpacked(
        "Z?z@0?JYq!t~o!WI55RFk~GA%z%|Aw3$0i+Z7}05=`yjkiLC`Novt-0iZ%MR(=#iy1~wqCH?e;%`?E$d%PwNBLAdNGJ*7q}t+0BvF0t$^POU;ZHmu8-{Ifwc+pCkc(k-<#1S#I7oVDLCU$CY!<RlHL5;pX$Q8lEi*`JQH7Am%~A*K?vNhdS2<*$o0qqj3P"
        "cd`&SpRmNJhOJGm?;=*R$TF<6L^gmqk*6iB9jtn-v9pe~=c`b$v9t=b9I)`M?KEgJYcq>5-LQ(LelOdvTQgy-7bO?5tEzuBE4e$Yur?JbjI8rBSTb`g!mv0jwKeE0x-gix)~@HMrm{P&eW{}=q^DjeEi7|3f-uau>@B}Ev95eH*s}a6i6tU5U9crC8@MpG"
        "&ohFt+b+&E8zkkkx2>-!D>YlS$ga9C8z5(}$T;mRg0lj&A}s;4^|4K`3$~Ld?y`chnk3;co-;qLbv8_>`yMEvC@`Qjd9`G#oG^|mW**J5p{p^sD>EOnB{23ho~$LX__Z6hk1ztbf3Z*`q_KIiWh7^)2CNGq#4yh>{3R8)jj`1<-n4-=tFH4hXC=@zU^Fnf"
        "RWbar;wnD0o2K|AoHJXX8nmghJRw~y=BczXJ2cs<;4^==&@f&xw5M;fsi%QBu(pLIi?$P-$}#sM+_Ipl{;-TC6Eky}fhY2@R<Ua_)weyaShBmfn5+)Dfv*s>k~a1&E425w7PP=JbF)V+;V`qXNHS!x*fU)yMyn6Av#*XW^EafjLA4{KVKlxlkE;H(KCj>;"
        "rnJ+rW+j{{!m{u<m8|Qv#Vo+G=(m`wJhGswfwrEq+q7Xhb+uJA&9MnKFSBMcW3}rf8n|+>h_SM#uChwDU#%-K@-1;ZN3=z@^|b)CM<M&9XeGI}^0!#AKdt|@WGWA#IJSwjJ~$?|@iibXm9q#Xcd@1|V5(TO615+;th0wRdbX1`bTrc~r>+vJ$S9_{JE<J8"
        "cQt%9`6{V6*c`&PUa;=4?6Whq>@@<i@G0ZA%AIU0@2>VRv#+x=nX+~+sVj4!(6U}Mh&To;d$xVH>8&BKqp2SwVXB!hk+k$F3p4F8$S&+K-zTmz8nqv`Ca-|49kY$803&}fmo71^&#4?akTim~7cAPOg{)JrKenzZU$mOAp0z!&KPO_d6e)Hv%{IBW>$K9a"
        "2r_{qT_u645HwaaHn)4STCjgJ5wP|ynKT?ThqPfeQZbx1Cav$W)v&%aqA1`llP!@h60gX!)3l_xfGfc&5U@}$lr+&da<k2`*E0K{QZ0zEx3;?~AgnR8S+6~^WGX=@9WX&NC$ZBwKreipI;)N%`>$oTdAJ?8^D3gTO|xSzGBc>E_?Sqp39Tu!lQz(>Dm1#Z"
        "kg_N>IIp~?1-5@S-!fLMS}?e<0V#1Yz^xp!46@3xhdIM9g0>&6Fs;Ng*rDC9#JD!IEvs)dDW<liOfWDg^)&1#qPRJ-fw!}_<+ozB(X_p(C$dX07PUFGJG7p+Wu&FFd9`#ie-lWvl(8!*>bFR?4Kpz?jkGSWQ7jX+l{6VLl(QlyimW5Cho*|N$2F)e__PbR"
        "$g^`ehb5OV;jE6OOfjf2*{tdxQx_hvqO)(dBsrs{b*}y{PpE^mdati7qc0XYZM3Vet1vq#Qm&%7^{3q^2{ga7f-+^e*06G-d?@%Vd?&oLn=Csm_bTDDsVvsEq#w;BfH++$6|h*VjT{uK2ce8HovEZUj<k`n8mZ&0`ZI_!pSEEvc{eGzZLeswC$5gL1fp54"
        "m^EUxAG|)Yz%1#r#jv3-lC9OV2(jrfD={>zfw2&^966aNgf*}$KC~DysVuWFOfIyi$E}#Qs<fjr_pQCQSuCBaa;>7Q$h26iA+#bbVK^-?WwsWq_p*&J2(E}B^)RL~V6f(}@vMS105rQM&#)FL6DQ*^sVmB~eYAZlGc`V|3$-G)t*b9IJTHkJ&?{=TI;oVm"
        "U9VTF*fDdpn>L@ZKDbmd-mfn%nyuWcG_0GdcQ_)lWi?f{->J~CoVL^~8n2YKbg;TH)T)9r9<5uXDmDkSW3J-0+o7wgIjsq@D=K!Yr?gr$(zfn3sju0h6Eq>Kdn-XNUMu#nkFC!x8nxRnx4G%C$tw9S>a3KkZLfJMRWYcrWwoiXRxu;B-Zb+shQFV{+Q3S{"
        "?ZB(Q>%g|a!@vi?M!sdhRl%Pz^02L{;;{)bSg|m#@2_65wk$=n@HIfRC^BZM>#F%8CaP03nzXSw(J%J4)*(zYHn3SYf-;dM7d81c4X4Pm5}>HDS*zW+Jh0lI_cmO#d8hO&LNrM(a<A|rZLs34e=@(X0IeUiOe#M$QaBtbe6^&i5wSY8nlRb6ldiKgfwZwP"
        "bFdAwE40I~d$1X_imLyzAvqwkrLx^I5x7hzWU-hv5VT1&W;L;_j<q_p0Ji9<EvQki8L7vf1+DlnIJBTIIJ14V>9le+1TexWQ7>JvR<BhtE--7jxHS4RwJF#zP_`5$SSZggo2?kOZ?f{U#;s>Kz_q(B>>Jswkgc?xs;_jljI5-v3$*$(Be`*}E;lK&{IZm("
        "J+(Nj?m2I<3oj%t1Tcy*kFrm<lerDAl`J!~TpoL|4J|7&Ca}mja<R5FNUvzGq_iWoU^ImS_Ou?X7^<5!yfhH6*DOM`<}SuF0<^)j3$r_|zbh^%2d(p{HnrcMK{si&EI8A!{<Pq*Y_1tG&^TbUnK3G=0yD<6`zzWpGqRL2^)d0YU$&7k(kx)8r6r0jpETqw"
        "bg|&EvMi1%gS7N7TQ?K4+MxKYPqc_P^0>gP&oExG(Wy$Usiju6xUa{uLbFda8n(kWyRG@H+qS)~z_fQNvaT()<||~jqOh>7>YlzefU~AEkg+p0L$1WIl`$<e1PP_LIwd2n&a?=rnYaQms<6T<iz&%8N3_4Otu;KbTsQ5T5wEK>qpgxLAuk**iXa0hh_?c;"
        "Ub$2(k+;UI@vF|UEw^~47_qaciK*qZxiMcTk27PlH#GyXhA*PA0ICfo;5C&iZnPq~Pc$mCYp~0xEvinfxHJqjcrWiQL@JgzJFs=M8L<nkP^y45`may0e=pjw7BDC){xSKjfj7UjimEO)4zVqiy(+7%khHI%B(sCI@G$tW6SM@e8!(wCG^i&qwzGV<o3VE("
        "4mjSe*C(Q|4YGN!m^7}eov_p$F(mIaTc|KF#<0G%(6i;N46e;B;WS^fVYL-3hBmdhTDAGK@h`D5NGO3We6*o1RT=0s3bjbH;H@^ewx;bgzOr;G`?nOgp{N8d5w+U1HLYc=voXN2aiV%4pRv8Hz%rAyoi9nVJ2<f{d#%Q#Ei-E`7_D6{wk$ugDXc&+r7*6n"
        "R<~cV-L~^AQ7L97F|n8;-?j&>^R5E5BDR;cNVQI~bUBYJU^Lw%^Rtb#`?QI(1vELJCb4I$I<`r$Z#H^1Gqqo{wWUBJm$6kR7Nq64OtR&s<1=))4<2VP)-Q#$RjY<GbF^=={;bNdZ82&xc(=hc+oe^qZ!SSR4YyafQn){)AvV}6IIO9#Q@JFt+^Np6*|X~?"
        "88JJoJSjmj*)9aFU8R(~-?Hs7vNe&TX0U;>gQ_~V_N=clM<jtQ$Fw@D6R1F|Fe}w4WG`qmWi#%$Ua*6)S~ZQdl(pS4ow~9tw5B>Z47h%^hN&zw!L&cM9JK<hQ?#74W*A8)(J*NwTCPy21FoAnu(K~Qmaamsz_9@>$*xN{n=!*OR<<pzW3)RYAhCk3inCF<"
        "Dzw6|fw&^4%rM9@sHZTscd;}y$uTpr%&bee3@p+&COBQRqA~#*fw3XB|1{t)BCAj(My}*G4=RMOYqT069iIs_s4}g%My+in#JE1Pr?IUxq%%brxUl@N1~FN(1vIQJA~1j=buj|0@UUO7j<^yu=d=?iMYLJCw>O<GHnKS)MKLg@l{aTDuCui!axfUN45Wr9"
        "J1C1SP_mgXb+m4@Ww&^?bTL(@K`Pj^7q(k0j5vX-b+bOSp0$3lv7)T1j4!G;Dy|nWY%q4LIWn#oDJ=N2jV{o$_bf!RXtWKui8dlQzBGO!<uM1hyfNOcyDR&(tgg(qowgb=JUH?#W2#Ur9=86lmo{WEH!cM-EwQULD!4E;e>sk|tFP;{NVknOF|pw!btQ*2"
        ")GuDD<+L%gz_NcX?lUQ}1ULe%Y%!gx)G+<Ft~e>An6mS;yRV0-NUx(Y!zI_Rny=8RR<yA>3Mp5p*0Inww6O!VjIz5l`!ZCm@2o<$=rFx6Uo8bH>Z`f4ETliRg)xIN95F940ykc=;k3W98m!l}eKRXGV7Ra^+^!LsE-k=0&#L3ILM#q0)hcx}xvsG$$*g}e"
        ";IYxT_AKW$wY2!YR=~KxSHSeZV8HUg&cM0A-oISFqQDu!"
        , 2, 65, 13,
    ),
    slope=unpacked(
        "%RI?F|2(ujp*$=+vOH8gp**=gsXYEX%{%"
        , 13,
    ),
    bias=unpacked(
        "7_`VVa=CoCfw=Oz=DaGrnz=x+t27<B{Ja"
        , 13,
    ),
)
